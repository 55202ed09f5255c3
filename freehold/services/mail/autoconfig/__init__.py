"""What mail programs ask for before they know anything: Thunderbird, Outlook, Apple.

They are told about domains that are proven here, and the same for every address in them, existing or not.
"""
