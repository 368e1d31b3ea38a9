"""The root of the exceptions that this package raises on purpose."""


class RarissimeError(Exception):
    """Something that a caller can explain to a person; anything else is a defect."""


class NotFoundError(RarissimeError):
    """It does not exist, or it is somebody else's: the two look the same on purpose."""


class ConflictError(RarissimeError):
    """The request contradicts what is already recorded."""
