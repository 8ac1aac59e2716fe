"""Gradients: small networks given as lines, and the gradients of their loss as formulas.

graph, reading, splitting     what a graph is; how its lines are read, and split into operations
kinds, loss_kinds, laying     what each kind of operation hands on, laid out as rules
surroundings                  what stands around an operation, and may be taken for it
laid_gradients                gradients as slots of a calculation: reverse mode
simplifying                   what a lecturer would not leave standing
derivation                    the lines that lead to a gradient
proof                         formulas confirmed by central differences of the forward pass
"""
