using System.Text.Json.Nodes;

namespace Butler.Functions.Tests.Dashboards;

/// <summary>A language of InfluxDB in which Grafana asks.</summary>
internal interface IQueryLanguage
{
    /// <summary>Its name, as Grafana writes it.</summary>
    string Name { get; }

    /// <summary>The versions of InfluxDB.</summary>
    string Versions { get; }

    /// <summary>The text of a query, with the macros that Grafana fills.</summary>
    string Text(PanelQuery query);

    /// <summary>The query as a target of a panel.</summary>
    JsonObject Target(PanelQuery query);
}
