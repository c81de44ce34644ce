"""The casebook: scenarios that come with the program, each with a page about it."""

from detente.casebook._index import Case as Case
from detente.casebook._index import case as case
from detente.casebook._index import cases as cases
from detente.casebook._index import find as find
from detente.casebook._index import names as names
from detente.casebook._index import path as path
from detente.casebook._load import load as load
