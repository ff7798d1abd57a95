using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observatory.Core.Languages;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>A receipt says what was received and proves it.</summary>
public sealed class ReceiptTests
{
    [Fact]
    public async Task Its_counts_balance_and_its_proof_is_the_entry_of_the_audit()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var receipt = (
            await world.As("uploader A").GetFromJsonAsync<JsonElement>(new Uri($"/v1/submissions/{world.Own}/receipt", UriKind.Relative))
        ).GetProperty("data")[0];
        var cells = receipt.GetProperty("accounting");
        Assert.True(cells.GetProperty("cellsRead").GetInt64() > 0);
        Assert.Equal(
            cells.GetProperty("cellsRead").GetInt64(),
            cells.GetProperty("cellsLoaded").GetInt64()
                + cells.GetProperty("cellsLeftOut").GetInt64()
                + cells.GetProperty("cellsSetAside").GetInt64()
        );
        Assert.Equal(
            cells.GetProperty("cellsLeftOut").GetInt64(),
            cells.GetProperty("leftOut").EnumerateArray().Sum(l => l.GetProperty("cells").GetInt64())
        );
        Assert.Equal(("Staged", "sender@mex", "MEX_SESNSP", "MEX"), (Text("state"), Text("receivedBy"), Text("office"), Text("country")));
        var file = Assert.Single(receipt.GetProperty("files").EnumerateArray());
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Support.TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"));
        Assert.Equal(
            (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))),
            (file.GetProperty("keptBytes").GetInt32(), file.GetProperty("sha256").GetString())
        );
        Assert.Equal("MEX/sesnsp-state-offences", receipt.GetProperty("mapping").GetProperty("id").GetString());
        Assert.NotEmpty(Text("taxonomy"));

        // Whoever holds the receipt can sum the entry themselves, and the audit holds the same.
        var proof = receipt.GetProperty("proof");
        var summed = SHA256.HashData([
            .. Convert.FromHexString(proof.GetProperty("hashBefore").GetString()!),
            .. Encoding.UTF8.GetBytes(proof.GetProperty("text").GetString()!),
        ]);
        Assert.Equal(proof.GetProperty("hash").GetString(), Convert.ToHexStringLower(summed));
        Assert.Contains(file.GetProperty("sha256").GetString()!, proof.GetProperty("text").GetString(), StringComparison.Ordinal);
        var acts = (await world.As("uploader A").GetFromJsonAsync<JsonElement>(new Uri($"/v1/audit?subject={world.Own}", UriKind.Relative)))
            .GetProperty("data")
            .EnumerateArray();
        var received = acts.Single(a => a.GetProperty("act").GetString() == "submission.received");
        Assert.Equal(
            (proof.GetProperty("entry").GetInt64(), proof.GetProperty("hash").GetString()),
            (received.GetProperty("entry").GetInt64(), received.GetProperty("hash").GetString())
        );

        string Text(string name) => receipt.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task A_receipt_is_available_in_four_languages_as_text_and_as_a_page()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var address = $"/v1/submissions/{world.Own}/receipt";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var language in LanguageCodes.All)
        {
            var text = await world
                .As("approver A")
                .GetStringAsync(new Uri($"{address}?format=text&lang={language.Code()}", UriKind.Relative));
            Assert.Contains(world.Own.ToString(), text, StringComparison.Ordinal);
            Assert.True(seen.Add(text));
            using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri($"{address}?lang={language.Code()}", UriKind.Relative))
            {
                Headers = { { "Accept", "text/html" } },
            };
            using var page = await world.As("approver A").SendAsync(asked);
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
            Assert.Contains($"<html lang=\"{language.Code()}\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var wrong = await world.As("approver A").GetAsync(new Uri(address + "?format=pdf", UriKind.Relative));
        Assert.Equal(406, (int)wrong.StatusCode);
    }
}
