using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>A program that somebody else generates from the description works without a change by hand.</summary>
[Collection(ApiTests.Name)]
public sealed class GeneratedClientTests(ApiWorld world)
{
    private const string Question = """
        using System.Linq;

        public static class Question
        {
            public static async System.Threading.Tasks.Task<string> AskAsync(System.Net.Http.HttpClient http)
            {
                var client = new Generated.ObservatoryClient(http);
                var answer = await client.ObservationsAsync(indicator: "HOM_RATE", area: "ARG", period: "2016", freq: Generated.Freq.A);
                var row = answer.Data.Single();
                try
                {
                    await client.IndicatorAsync("NONE");
                    return "No refusal.";
                }
                catch (Generated.ApiException<Generated.Problem> refusal)
                {
                    return $"{row.Indicator} {row.Area} {row.Period} {row.Value > 0} {row.Derived} {answer.Meta.Count} "
                        + refusal.Result.Code;
                }
            }
        }
        """;

    [Fact]
    public async Task A_generated_client_compiles_and_asks_a_question()
    {
        var code = GeneratedFrom(await OpenApiDocument.FromJsonAsync(await world.Client.GetStringAsync("/openapi/v1.json")));
        var ask = Compiled(code, Question).GetType("Question")!.GetMethod("AskAsync")!.CreateDelegate<Func<HttpClient, Task<string>>>();
        Assert.Equal("HOM_RATE ARG 2016 True True 1 NOT_FOUND", await ask(world.Client));
    }

    private static string GeneratedFrom(OpenApiDocument description) =>
        new CSharpClientGenerator(
            description,
            new CSharpClientGeneratorSettings
            {
                ClassName = "ObservatoryClient",
                UseBaseUrl = false,
                GenerateOptionalParameters = true,
                OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
                CSharpGeneratorSettings =
                {
                    Namespace = "Generated",
                    JsonLibrary = CSharpJsonLibrary.SystemTextJson,
                    GenerateNullableReferenceTypes = true,
                },
            }
        ).GenerateFile();

    private static Assembly Compiled(params IEnumerable<string> sources)
    {
        var libraries = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "GeneratedClient",
            sources.Select(s => CSharpSyntaxTree.ParseText(s)),
            libraries.Select(l => MetadataReference.CreateFromFile(l)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        using var program = new MemoryStream();
        var result = compilation.Emit(program);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        return Assembly.Load(program.ToArray());
    }
}
