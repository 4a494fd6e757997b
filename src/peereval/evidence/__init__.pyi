from peereval.evidence.compare import compare_published as compare_published
from peereval.evidence.detectable import detectable_difference as detectable_difference
from peereval.evidence.published_file import published_names as published_names
from peereval.evidence.published_file import read_published as read_published
from peereval.evidence.published_tables import Published as Published
from peereval.evidence.recalculated.check import check_printed as check_printed
from peereval.evidence.recalculated.file import read_printed as read_printed
from peereval.evidence.recompute import recompute_published as recompute_published
