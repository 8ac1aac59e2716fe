"""Bank + roster + seed -> sheets, one per student, written whole.

roster       who gets a sheet
making       draws, keys, proofs; the manifest
documents    a sheet as the writers take it
folder       where it is written: whole or not at all
command      the whole way, as ``exgen sheet`` goes it
"""
