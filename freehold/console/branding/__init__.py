"""A seller's brand with a look at it before it is saved, its host names, its words, and what the law has it say."""
