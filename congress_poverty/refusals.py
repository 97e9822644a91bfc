"""The word for "no" that a person reads."""


class Refused(Exception):
    """An act was refused; the message is one Chinese sentence saying why and what to do.

    Actions raise it, ``pages.RefusalMiddleware`` turns it into a message (or a 422
    for fetch requests), commands print it. ``code`` is the ledger code of the same
    rule (``E_PAIR_LIMIT``) where a spreadsheet row can break it too; ``field`` the
    form field the sentence belongs to.
    """

    def __init__(self, sentence: str, *, code: str = "", field: str = ""):
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return self.sentence
