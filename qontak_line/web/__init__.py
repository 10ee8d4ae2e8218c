"""What browsers, LINE and monitors talk to: one blueprint a folder; a view loads, calls one verb, renders."""
