"""Spreadsheets in and out: files and cells, no model and no app.

``reader``  a file (or a pasted block) → :class:`~.reader.Workbook` of plain cells,
            parsed in a limited child process (``parse`` is what the child runs);
``shapes``  what a room says its ledgers look like, and what a row comes back as;
``tables``  cells → tables, with ``sheet`` (its merges), ``headers`` (where they are),
            ``matching`` (heading → field), ``lines`` and ``row_words`` (what every row is);
``forms``   sheets that are registration forms or tables on their side, which are not read;
``headings`` which words of headings say the same; ``settling`` what the cells below decide;
``cells``   one raw cell → one value, or a sentence about what is wrong with it;
``writer``  rows → ``.xlsx`` or ``.csv`` in constant memory, nothing ever a formula.

Nothing is dropped silently: every row of a sheet comes back as a line of some kind,
and a file that cannot be read is refused in a sentence.
"""
