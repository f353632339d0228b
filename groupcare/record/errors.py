"""What can go wrong with the record, as sentences for the person who can act on it."""


class RecordError(Exception):
    """Base of all. The message says what happened, what is safe, and what to do; it never holds clinical content."""


class WrongPassphrase(RecordError):
    """The passphrase does not open this person's key."""


class TooSoon(RecordError):
    """Too many wrong passphrases; wait before the next try."""


class Busy(RecordError):
    """Another program is writing and did not finish in time."""


class DiskFull(RecordError):
    """Nothing was saved and nothing was lost."""


class Damaged(RecordError):
    """A file of the store is not as it was written."""


class NewerStore(RecordError):
    """The store was written by a newer version of the program."""


class Stale(RecordError):
    """Somebody else saved this document after it was opened here."""


class NotFound(RecordError):
    """There is no such document."""


class Refused(RecordError):
    """The record does not do this, for a reason given."""


class NotPermitted(Refused):
    """This act or view belongs to another role."""


class AlreadyRecorded(RecordError):
    """This very transaction is in the ledger already: a retry, and nothing was done twice."""
