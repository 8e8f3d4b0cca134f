using System.Xml.Linq;
using Interop.Compatibility;

namespace Interop.Python.Tests.Compatibility;

public sealed class TestReportTests
{
    [Fact]
    public void Add_CountsATestInEveryRowItNames_AndOnceInAll()
    {
        var report = new TestReport();

        report.Add(Report(
            Test("Pass", "chains", "redis"), Test("Pass", "chains", "files"), Test("Fail", "chains", "redis"), Test("Skip", "stamps", "redis")));
        report.Add(Report(Test("Pass", "stamps")));

        Assert.Equal(new CapabilityCount(3, 1, 1), report.All);
        Assert.Equal(
            [("chains", new(2, 1, 0)), ("files", new(1, 0, 0)), ("redis", new(1, 1, 1)), ("stamps", new(1, 0, 1))],
            report.Rows.Select(row => (row.Key, row.Value)));
    }

    [Fact]
    public void Add_LeavesOut_WhatNamesNoCapability()
    {
        var report = new TestReport();

        report.Add(Report(
            new XElement("test", new XAttribute("name", "plain"), new XAttribute("result", "Fail")),
            new XElement("test", new XAttribute("name", "other"), new XAttribute("result", "Pass"),
                new XElement("traits", new XElement("trait", new XAttribute("name", "Speed"), new XAttribute("value", "slow"))))));

        Assert.Equal(default, report.All);
        Assert.Empty(report.Rows);
    }

    [Fact]
    public void Add_RefusesAnOutcomeItDoesNotKnow()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => new TestReport().Add(Report(Test("Maybe", "chains"))));

        Assert.Equal("Maybe chains has the unknown outcome 'Maybe'.", thrown.Message);
    }

    private static XDocument Report(params XElement[] tests)
        => new(new XElement("assemblies", new XElement("assembly", new XElement("collection", tests))));

    private static XElement Test(string result, params string[] capabilities) => new(
        "test", new XAttribute("name", $"{result} {string.Join(' ', capabilities)}"), new XAttribute("result", result),
        new XElement("traits", capabilities.Select(
            value => new XElement("trait", new XAttribute("name", "Capability"), new XAttribute("value", value)))));
}
