/* In a page in Indonesian: the numbers at the axes of charts have its signs; other labels are texts of the page already. */
"use strict";
(() => {
  const figures = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 10 });

  function written(axis) {
    if (axis.type !== "value" || axis.axisLabel?.formatter) return axis;
    return { ...axis, axisLabel: { ...axis.axisLabel, formatter: (at) => figures.format(at) } };
  }

  for (const [kind, draw] of Object.entries(drawings)) {
    drawings[kind] = (...given) => {
      const made = draw(...given), { option } = made;
      for (const side of ["xAxis", "yAxis"]) {
        if (option[side]) option[side] = Array.isArray(option[side]) ? option[side].map(written) : written(option[side]);
      }
      return made;
    };
  }
})();
