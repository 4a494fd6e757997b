"""The words of a name or label, as the checks that go by words compare them."""

import re
import unicodedata


def words_of(text: str) -> set[str]:
    """Return the words of a text without accents and capitals, parted at digits, signs and inner capitals.

    Examples
    --------
    >>> sorted(words_of("ÂgeInclusion_T0"))
    ['age', 'inclusion', 't']
    """
    letters = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", "".join(letters))
    return set(re.findall(r"[a-z]+", apart.casefold()))
