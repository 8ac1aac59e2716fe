"""Responses -> outcomes: verdict, points, the mistake by its name, and what follows from an earlier answer.

diagnosis, outcomes     which mistakes explain a response; what becomes of one
exercise_check          one student's responses to one exercise
responses, sheet_check  a file of responses against a sheet
audit                   a published sheet's printed answers against the truth
"""
