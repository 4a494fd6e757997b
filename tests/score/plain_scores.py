"""Scores by plain loops over one person's answers, written from the published rules and not from the keys.

`PLAIN` gives, for each instrument, a function from the answers as given (a list, None where there is
none) to the scores (None where there is no score).
"""


def mean_of(answers, numbers, needed):
    given = [answers[number - 1] for number in numbers if answers[number - 1] is not None]
    return sum(given) / len(given) if given and len(given) >= needed else None


def turned(answers, numbers, both):
    return [both - a if a is not None and i in numbers else a for i, a in enumerate(answers, start=1)]


def ismi29(answers):
    items = turned(answers, {7, 14, 24, 26, 27}, 5)
    resistance = (7, 14, 24, 26, 27)
    rest = [i for i in range(1, 30) if i not in resistance]
    return {
        "total": mean_of(items, range(1, 30), 24),  # 80 % of 29 is 23.2
        "total_without_resistance": mean_of(items, rest, 20),  # 80 % of 24 is 19.2
        "alienation": mean_of(items, (1, 5, 8, 16, 17, 21), 3),
        "stereotype_endorsement": mean_of(items, (2, 6, 10, 18, 19, 23, 29), 4),
        "discrimination_experience": mean_of(items, (3, 15, 22, 25, 28), 3),
        "social_withdrawal": mean_of(items, (4, 9, 11, 12, 13, 20), 3),
        "stigma_resistance": mean_of(items, resistance, 3),
    }


WHOQOL = {
    "physical": (3, 4, 10, 15, 16, 17, 18),
    "psychological": (5, 6, 7, 11, 19, 26),
    "social": (20, 21, 22),
    "environment": (8, 9, 12, 13, 14, 23, 24, 25),
}


def whoqol(needed):
    def scores(answers):
        missing = sum(answer is None for answer in answers)
        items = turned(answers, {3, 4, 26}, 6)
        found = {}
        for (domain, numbers), minimum in zip(WHOQOL.items(), needed, strict=True):
            mean = mean_of(items, numbers, minimum)
            raw = None if mean is None else 4 * mean  # 4 to 20
            found[domain] = None if raw is None or missing > 0.2 * 26 else (raw - 4) * 6.25
        return found | {
            name: answers[place] if missing <= 5 else None for name, place in (("overall", 0), ("health", 1))
        }

    return scores


def rating(answers):
    return {"rating": answers[0]}


def total(reversed_items=(), both=0):
    def scores(answers):
        items = turned(answers, set(reversed_items), both)
        return {"total": None if None in items else sum(items)}

    return scores


EQ5D_3L = ((-0.155, -0.372), (-0.212, -0.326), (-0.156, -0.189), (-0.112, -0.265), (-0.090, -0.204))
EQ5D_5L = (
    (-0.03759, -0.04774, -0.17949, -0.32509),
    (-0.03656, -0.050781, -0.172251, -0.258331),
    (-0.03313, -0.03979, -0.15689, -0.24005),
    (-0.02198, -0.04704, -0.26374, -0.44399),
    (-0.02046, -0.04683, -0.20005, -0.25803),
)


def utility(table, any_3):
    def scores(answers):
        if None in answers:
            return {"utility": None}
        value = 1.0
        for row, answer in zip(table, answers, strict=True):
            value += row[int(answer) - 2] if answer > 1 else 0.0
        return {"utility": value + (any_3 if 3 in answers else 0.0)}

    return scores


# A map made up for these tests: which item belongs to which dimension is not known here.
SQOL18 = {
    "psychological_wellbeing": (1, 2, 3),
    "self_esteem": (4, 5),
    "family": (6, 7),
    "friends": (8, 9),
    "resilience": (10, 11, 12),
    "physical_wellbeing": (13, 14),
    "autonomy": (15, 16),
    "sentimental_life": (17, 18),
}


def sqol18(answers):
    found = {}
    for name, numbers in SQOL18.items():
        mean = mean_of(answers, numbers, (len(numbers) + 1) // 2)
        found[name] = None if mean is None else (mean - 1) / 4 * 100
    parts = list(found.values())
    return found | {"index": None if None in parts else sum(parts) / 8}


PLAIN = {
    "ismi29": ismi29,
    "whoqol_bref": whoqol((5, 4, 2, 6)),
    "whoqol_bref_spss": whoqol((6, 5, 2, 6)),
    "gaf": rating,
    "psp": rating,
    "eq5d_3l_fr": utility(EQ5D_3L, -0.174),
    "eq5d_5l_fr": utility(EQ5D_5L, 0.0),
    "whodas12": total(),
    "rosenberg_reversed_2_5_6_8_9": total((2, 5, 6, 8, 9), 3),
    "rosenberg_reversed_3_5_8_9_10": total((3, 5, 8, 9, 10), 3),
    "sqol18": sqol18,
}
