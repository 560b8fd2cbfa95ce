// The parts of Apache ECharts that cli/iku_cli/reports/page draws with; `make charts` bundles them.
import { BarChart, LineChart, TreeChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use, version } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, TreeChart, GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, TooltipComponent, SVGRenderer]);

export { init, version };
