"""What a seller sells: offerings, the plans of each, and versioned price lists.

The operator makes offerings and plans; a partner adopts a plan of its own seller under a name of its own.
A plan without a price on the list that is valid today cannot be ordered. Plans keep their options for good
and price lists never change: a change is a new plan, or the next version of the list.
"""
