"""The API's operations on payments, one file for each thing that they are about; `operations` names them all."""
