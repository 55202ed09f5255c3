"""The shell's verbs on mail, one file for each thing that they are about; `verbs` names them all."""
