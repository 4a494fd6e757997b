"""What a study says of parallel trends: bounds on its main contrast."""

from peereval.sensitivity.question import Made, Question
from peereval.sensitivity.trends.bounds import bound_trends


def bound_main_contrast(question: Question) -> Made:
    """Return the bounds of the headline contrasts of the groups that enter with the reference."""
    contrasts, changes = (question.main.get(kind) for kind in ("change_contrasts", "changes"))
    if contrasts is None or not question.compared:
        return (), ()
    return (bound_trends(contrasts, changes, groups=question.compared),), ()
