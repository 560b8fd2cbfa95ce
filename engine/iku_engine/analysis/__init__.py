"""What follows from evaluations: other worlds of facts and rules, what a change of them would do, and what a difference is made of.

This room asks the evaluator and the store; nothing below it knows of it.
"""
