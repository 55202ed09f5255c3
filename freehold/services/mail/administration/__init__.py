"""Pages of a customer's administrator about mail: mailboxes, groups, senders, limits, the trace and the queue."""
