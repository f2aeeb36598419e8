"""Connections to servers of conplyent 0.2.17, which run commands on other machines.

Nothing of it is imported by `import livebind`. It needs pyzmq, which the extra `conplyent` brings.
The protocol has neither authentication nor encryption: see docs/conplyent.md.
"""
