"""The checks that a reviewer makes on printed tables: each figure recomputed from those beside it.

A printed figure is a rounded one, so it stands for every number that would have been printed
so. What is recomputed from such intervals is an interval too; a printed result agrees with it
when the two have a point in common. See docs/methods/recalculation.md.
"""
