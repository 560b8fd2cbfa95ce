from iku_engine.errors import EngineError as EngineError
from iku_engine.evaluating.evaluate import evaluate as evaluate
from iku_engine.exporting.package import write_package as write_package
from iku_engine.importing.importing import import_file as import_file
from iku_engine.migrate.opening import open_store as open_store
from iku_engine.results.evaluation import State as State
from iku_engine.results.records import arrow as arrow
from iku_engine.results.records import rows as rows
from iku_engine.wording import say_it as say_it

__version__: str
