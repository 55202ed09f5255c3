"""The API's operations on mail, one file for each thing that they are about; `operations` names them all."""
