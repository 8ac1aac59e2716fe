"""The symbolic engine: rules laid out once as a calculation, run many ways, and an oracle that stands outside.

    networks, layers, reading, architectures     what a network is, and how people write one
    rules, layout, calculation, laid_quantities  one line per rule; a graph of steps; truth, formulas, reruns
    mal_rules                                    mistakes and conventions, as data
    derivation                                   a key's way, line by line
    oracle, shrinking, proof                     the same quantities by counting; keys confirmed against it

Importing it brings in neither SymPy nor NumPy nor Jinja2.
"""
