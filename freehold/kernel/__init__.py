"""What every package stands on, without tables: errors, actor, permissions, clock, ids, money, sealed secrets, names of jobs."""
