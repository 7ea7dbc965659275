"""Mending misspelt Vietnamese words: what a hurried thumb or a switched-off keyboard leaves behind.

Vietnamese has a closed set of syllables, so a word can be mended without a dictionary: by undoing the
letters that Telex keyboards turn into marks ("dduwowngf" is "duong"), or by the one letter that makes
it a syllable. All words here are folded (core.text.fold).
"""

from __future__ import annotations

from functools import lru_cache
from string import ascii_lowercase

ONSETS = " b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" ")
RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien "
    "ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo "
    "oet oi om on ong ooc oong op ot u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom "
    "uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu"
).split()
SYLLABLES = frozenset(onset + rime for onset in ONSETS for rime in RIMES)
TELEX_TONES = "sfrxj"
DOUBLED = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))
LONGEST = 8
MOST_WAYS = 12


@lru_cache(maxsize=4096)
def ways_to_mend(word: str) -> tuple[str, ...]:
    """Return the syllables that a folded word may have been meant as, the word itself left out."""
    if word.isdigit() or not 2 <= len(word) <= LONGEST + 2:
        return ()
    typed = _without_telex(word)
    if typed != word and typed in SYLLABLES:
        return (typed,)
    return tuple(sorted(_one_letter_off(word) & SYLLABLES - {word}))[:MOST_WAYS]


def _without_telex(word: str) -> str:
    for letters, letter in DOUBLED:
        word = word.replace(letters, letter)
    if word in SYLLABLES:
        return word
    for place in range(len(word) - 1, 0, -1):
        if word[place] in TELEX_TONES:
            rest = word[:place] + word[place + 1 :]
            if rest in SYLLABLES:
                return rest
    return word


def _one_letter_off(word: str) -> set[str]:
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    dropped = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    changed = {left + sign + right[1:] for left, right in cuts if right for sign in ascii_lowercase}
    added = {left + sign + right for left, right in cuts for sign in ascii_lowercase}
    return dropped | swapped | changed | added
