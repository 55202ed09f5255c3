"""Pages about access: who has it, who asks for it, and what the operator does in an emergency."""
