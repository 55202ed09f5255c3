"""Usage: what the meters of services read, what sellers report, and one line of it on each edge.

A reading is what a meter of an instance says of a UTC day that is over; the customer alone sees it. One reading makes one
usage row on every edge of the chain behind the instance, up to the operator, so that quantities agree on all of them. A
seller reports what no service reads here as usage events, which are counted once a day. A closed day is never opened again:
what is known later is a further row, a correction. Rows are added and never changed.
The timetable and the API call `actions/`; invoicing reads `queries.py`.
"""
