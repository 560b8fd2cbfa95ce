from iku_dsl.checking.check import check as check
from iku_dsl.checking.check import check_files as check_files
from iku_dsl.period import Period as Period
from iku_dsl.problem import SourceFile as SourceFile
from iku_dsl.wording import render as render
