"""The published files of a reproduction, in the order of its sections."""

STIGMA = ("stigma_timetable", "stigma_inclusions", "stigma_participants")
"""The published tables of the study."""
NEIGHBOURS = (
    "smit_2023",
    "lloyd_evans_2014",
    "west_2011",
    "cochrane_cd010880",
    "hop_c",
    "pmc10949125",
    "pmc10908010",
    "gem_2014",
    "south_east_2022",
    "psw_posts",
)
"""Published tables of the trials of peer support, of other studies of stigma, and of the programmes."""
FILLED = ("data_stigma_inclusions", "data_stigma_participants")
"""The templates that the data of a study are laid into."""
