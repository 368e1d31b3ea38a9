"""When a card that is forgotten again and again is worth a word of advice."""


def becomes_leech(lapses: int, *, leech_after: int) -> bool:
    """Whether the lapse that makes ``lapses`` of them is one to speak of.

    The ``leech_after``-th is, then every half of that again (rounded up): who went on with the card
    as it was is told once more, but not each time.
    """
    if lapses < leech_after:
        return False
    return (lapses - leech_after) % ((leech_after + 1) // 2) == 0
