// The ward. insurance_no and WARD_DB stand in this comment only for show.
using System.Text.Json.Serialization;

var app = WebApplication.CreateBuilder(args).Build();
var db = new Database(Environment.GetEnvironmentVariable("WARD_DB"));

app.MapPut("/beds/{bed}/patient", (int bed, Admission admission) =>
{
    db.Execute("UPDATE beds SET occupied = 1, ward_name = @ward WHERE bed = @bed", bed);
    Console.WriteLine($"beds/{bed}/patient: {admission.Insurance}");
});

app.Run();

record Admission(
    [property: JsonPropertyName("insurance_no")] string Insurance,
    [property: JsonPropertyName("fever")] double Fever);

record Cleaning(string insurance_no, double fever);
