using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;

namespace Observatory.Faults.World;

/// <summary>
/// An office at work over HTTP: it sends, looks and agrees, and tries again where nobody answers, as a careful client does.
/// </summary>
internal sealed class Office(ServedHome home)
{
    /// <summary>Sends a file until it is acknowledged. Returns the submission's address.</summary>
    public async Task<string> SendAsync(MonthlyFile file)
    {
        var location = "";
        await ServedHome.UntilAsync(
            async () =>
            {
                using var answer = await PostAsync(file);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    location = answer.Headers.Location!.ToString();
                else if (
                    answer.StatusCode
                    is not (
                        HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.InsufficientStorage
                        or HttpStatusCode.Conflict
                        or HttpStatusCode.BadGateway
                    )
                )
                    throw new ViolationException(
                        $"sending {file.Name}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
                    );
                return location.Length > 0;
            },
            $"{file.Name} is acknowledged"
        );
        return location;
    }

    /// <summary>One attempt at sending, whatever comes of it.</summary>
    public async Task<HttpResponseMessage> PostAsync(MonthlyFile file)
    {
        using var form = new MultipartFormDataContent { { new StringContent(MonthlyFile.Feed), "feed" } };
        using var content = new ByteArrayContent(file.Content);
        form.Add(content, "file", file.Name);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/submissions", UriKind.Relative)) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", home.UploaderKey);
        return await home.Client.SendAsync(request);
    }

    public async Task<string> StateAsync(string location) => (await ShowAsync(location)).GetProperty("state").GetString()!;

    public async Task<JsonElement> ShowAsync(string location)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(location, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", home.ApproverKey);
        using var answer = await home.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var root = json.RootElement.Clone();
        return root.TryGetProperty("data", out var data)
            ? data.ValueKind == JsonValueKind.Array
                ? data[0]
                : data
            : root;
    }

    /// <summary>Waits for one of some states; any other end is a violation.</summary>
    public async Task<string> WaitAsync(string location, params string[] states)
    {
        var state = "";
        await ServedHome.UntilAsync(
            async () =>
            {
                state = await StateAsync(location);
                if (!states.Contains(state) && state is "Rejected" or "Failed" or "Returned" or "Withdrawn")
                    throw new ViolationException($"{location} ended as {state}: {(await ShowAsync(location)).GetRawText()}\n{home.Log}");
                return states.Contains(state);
            },
            $"{location} is {string.Join(" or ", states)}"
        );
        return state;
    }

    /// <summary>
    /// Agrees to what is staged, until it is agreed to. Returns false where it was refused because a newer version holds.
    /// </summary>
    public async Task<bool> ApproveAsync(string location)
    {
        var agreed = false;
        var refused = false;
        var last = "";
        try
        {
            await ServedHome.UntilAsync(
                async () =>
                {
                    if (await StateAsync(location) is "Approved" or "Loading" or "Loaded")
                        return agreed = true;
                    using var answer = await TryApproveAsync(location);
                    last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                    if (answer.StatusCode == HttpStatusCode.Conflict && last.Contains("NEWER_LOADED", StringComparison.Ordinal))
                        return refused = true;
                    if (
                        !answer.IsSuccessStatusCode
                        && answer.StatusCode
                            is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage or HttpStatusCode.Conflict)
                    )
                        throw new ViolationException($"approving {location}: {last}");
                    return agreed = answer.IsSuccessStatusCode;
                },
                $"{location} is agreed to"
            );
        }
        catch (ViolationException violation)
        {
            throw new ViolationException($"{violation.Message}; the last answer was {last}");
        }
        return agreed && !refused;
    }

    public async Task<HttpResponseMessage> TryApproveAsync(string location)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(location + "/approve", UriKind.Relative))
        {
            Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", home.ApproverKey);
        return await home.Client.SendAsync(request);
    }

    /// <summary>
    /// Sends, agrees and waits until the figures are loaded. Agrees once more where a breakdown took what was agreed to, and the history
    /// says so.
    /// </summary>
    public async Task<string> PublishAsync(MonthlyFile file)
    {
        var location = await SendAsync(file);
        await WaitAsync(location, "Staged", "Approved", "Loading", "Loaded");
        await ApproveAsync(location);
        while (await WaitAsync(location, "Loaded", "Staged") == "Staged")
        {
            await SaysThatStagingWasLostAsync(location);
            await ApproveAsync(location);
        }
        return location;
    }

    /// <summary>
    /// Nobody is asked to agree a second time without being told why: the last move back to the start names the breakdown.
    /// </summary>
    private async Task SaysThatStagingWasLostAsync(string location)
    {
        List<JsonElement> history = [];
        await ServedHome.UntilAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(location + "/events", UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", home.ApproverKey);
                using var answer = await home.Client.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                history = [.. json.RootElement.GetProperty("data").EnumerateArray().Select(e => e.Clone())];
                return history.Count > 0;
            },
            $"the history of {location} is answered"
        );
        var why = EventDetails.In(Language.En, EventDetails.StagingLost);
        var back = history
            .OrderBy(e => e.GetProperty("id").GetInt64())
            .LastOrDefault(e => e.GetProperty("state").GetString() == "Received");
        if (back.ValueKind == JsonValueKind.Undefined || back.GetProperty("detail").GetString() != why)
            throw new ViolationException(
                $"{location} was agreed to and waits for review again without saying that its figures were lost: "
                    + $"{string.Join('\n', history.Select(e => e.GetRawText()))}"
            );
    }
}
