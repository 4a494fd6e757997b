from peereval.evidence.recalculated.check import check_printed as check_printed
from peereval.evidence.recalculated.file import read_printed as read_printed
