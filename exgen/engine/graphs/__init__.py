"""Graphs: small networks given as lines, and the gradients of their loss as formulas.

graph, kinds, reading    what a graph is, the kinds of its lines, how one is read
laid_gradients           gradients as slots of a calculation: reverse mode, laid out as rules
gradient_proof           formulas confirmed by central differences of the forward pass
"""
