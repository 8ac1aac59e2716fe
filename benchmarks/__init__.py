"""Figures of exgen, measured anew on the machine at hand: ``python -m benchmarks``.

random_answers   how often a wrong answer that follows from nothing gets a mistake's name all the same
measuring        how long something takes; what machine this is
variants         building a variant, diagnosing its total, against working everything out anew
processes        whole commands, each in a process of its own
page             all of them as one page
"""
