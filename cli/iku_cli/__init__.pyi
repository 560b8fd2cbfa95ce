from iku_cli.documents.evaluation import evaluation_document as evaluation_document
from iku_cli.result_tables import csv_bytes as csv_bytes
from iku_cli.result_tables import displayed_rows as displayed_rows
from iku_cli.result_tables import parquet_bytes as parquet_bytes
