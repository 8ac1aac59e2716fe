"""Gradients: small networks given as lines, and the gradients of their loss as formulas.

graph, reading, splitting     what a graph is; how its lines are read, and split into operations
layer_lines                   layers that are several lines; what others have functions for
line_places                   where lines stand, for messages
patterns, signs               functions that are written out over one line or several
kinds, *_kinds, laying        what each kind of operation hands on, laid out as rules
surroundings                  what stands around an operation, and may be taken for it
laid_gradients                gradients as slots of a calculation: reverse mode
simplifying, factors          what a lecturer would not leave standing, and what stands in front
numerator_layout              gradients transposed, as one writes them there
derivation                    the lines that lead to a gradient
proof                         formulas confirmed by central differences of the forward pass
"""
