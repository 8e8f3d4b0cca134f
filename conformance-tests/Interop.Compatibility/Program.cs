using System.Xml.Linq;
using Interop.Compatibility;

// What ./test --matrix calls once per Celery: the reports become a column of the committed results, and the table is made anew.
if (args is not [var resultsPath, var readmePath, var celery, var kombu, var python, .. { Length: > 0 } reports])
{
    Console.Error.WriteLine("Usage: Interop.Compatibility RESULTS.json README.md CELERY KOMBU PYTHON REPORT.xml...");
    return 2;
}

var report = new TestReport();
foreach (var path in reports)
{
    if (!File.Exists(path))
    {
        Console.Error.WriteLine($"There is no {path}: that run against Celery {celery} did not come to its end.");
        return 1;
    }

    report.Add(XDocument.Load(path));
}

if (report.All == default)
{
    Console.Error.WriteLine($"No test against Celery {celery} names a capability; its column is left as it was.");
    return 1;
}

var results = (File.Exists(resultsPath) ? CompatibilityResults.Parse(File.ReadAllText(resultsPath)) : CompatibilityResults.None)
    .With(new(celery, kombu, python, report.All, report.Rows));
var readme = CompatibilityTable.Place(File.ReadAllText(readmePath), results);
File.WriteAllText(resultsPath, results.ToJson());
File.WriteAllText(readmePath, readme);
return 0;
