"""Values of breaches and backward labels without compiled loops, for small lattices.

The same definitions, the same order of steps and the same thinning as in the modules ``kernels``, so
the same answers; a joint position at a time, its steps and labels as arrays. A first answer then
needs no compiling.
"""
