// <figure data-chart="id of a JSON script tag">: one question each, drawn as SVG, no animation.
const LIGHT = { ink: "#1F2429", soft: "#666D75", grid: "#EFEDE8", colors: ["#2B5C82", "#6F90A8", "#C9D3DA", "#1F2429"] };
const DARK = { ink: "#E9E7E2", soft: "#A4A9B0", grid: "#2A2E33", colors: ["#8FBCE0", "#5E85A3", "#3D4F5E", "#E9E7E2"] };

function load() {
  if (window.echarts) return Promise.resolve();
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/echarts/echarts.common.min.js", import.meta.url);
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

function option(given, look) {
  const axis = { axisLabel: { color: look.soft, fontSize: 13 }, splitLine: { lineStyle: { color: look.grid } }, axisLine: { lineStyle: { color: look.grid } }, axisTick: { show: false } };
  const worn = (one) => ({ ...axis, ...one, axisLabel: { ...axis.axisLabel, ...one.axisLabel } });
  const dress = (one) => (Array.isArray(one) ? one.map(worn) : one && worn(one));
  return {
    animation: false, color: look.colors, aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: look.ink },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    ...given,
    legend: given.legend && { right: 0, top: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: look.soft, fontSize: 13 }, ...given.legend },
    xAxis: dress(given.xAxis), yAxis: dress(given.yAxis),
  };
}

await load();
const charts = [];
for (const figure of document.querySelectorAll("[data-chart]")) {
  const given = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const dark = document.documentElement.dataset.bsTheme === "dark";
  const chart = window.echarts.init(figure, null, { renderer: "svg" });
  chart.setOption(option(given, dark ? DARK : LIGHT));
  charts.push(chart);
}
const fit = () => charts.forEach((chart) => chart.resize());
window.addEventListener("resize", fit);
window.addEventListener("beforeprint", fit);
window.addEventListener("afterprint", fit);
