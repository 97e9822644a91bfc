"""Ledgers in and out: from a clerk's workbook to rows of the database, and back.

``ledger``   what an app says about one kind of ledger (:class:`~.ledger.Ledger`), and the list of kinds;
``engine``   reads a file, asks the ledger about every row, keeps the report;
``bulk``     many new rows written at once, and what was made by whom to undo it;
``actions``  the acts of the wizard and of the command: start, map, check, repair, commit, undo, cancel;
``export``   a ledger out again, in the same columns.

The ground floor knows no app: ledgers live in ``<app>/sheets.py`` and are found by asking
every installed app for that module.

A row is read, judged and either accepted, refused (code ``E_…``) or skipped with a reason
(``S_…``); what is accepted but should be looked at carries ``W_…``. One file is one
transaction: either all its accepted rows are there, or none.
"""
