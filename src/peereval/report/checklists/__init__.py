"""The checklists of TREND and STROBE, the target trial and ROBINS-I, with what an analysis says to each."""
