"""Accounts, places, trust and policy of this workstation, as they are now."""
