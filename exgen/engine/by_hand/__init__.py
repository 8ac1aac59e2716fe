"""Work by hand: what layers do to a matrix of whole numbers and fractions, exactly.

Pure functions of nested tuples. Letters that a mistake may replace are arguments, also where every layer gives them
the same value: with ``adds=0`` the blocks of a transposed convolution overwrite each other.
"""
