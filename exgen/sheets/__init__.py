"""Bank + roster + seed -> sheets, one per student, written whole.

roster       who gets a sheet, from a table whose columns roster_columns guesses
making       draws, keys, proofs
documents    a sheet as the writers take it
conventions  what its questions keep to where courses differ
group        the files of some students, made in one go: here, in another process, on another machine
workers      processes that do so side by side
unfinished   a sheet that is being made; interrupted, it is gone on with
folder       what stands beside the sheets: keys, blank responses, the manifest
command      the whole way, as ``exgen sheet`` goes it
preview      one question, set anew as often as its author changes it
"""
