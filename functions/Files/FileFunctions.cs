using Butler.Core.LoadScripts.Files;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Files;

/// <summary>Files of the relay's machine over HTTP.</summary>
internal sealed class FileFunctions(FileApi files, FolderApi folders)
{
    /// <summary>PUT copies a file.</summary>
    [Function("FilesCopy")]
    public Task CopyAsync([HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/filecopy")] HttpRequest request) =>
        files.Copy.RunAsync(request.HttpContext);

    /// <summary>PUT moves a file.</summary>
    [Function("FilesMove")]
    public Task MoveAsync([HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/filemove")] HttpRequest request) =>
        files.Move.RunAsync(request.HttpContext);

    /// <summary>DELETE deletes a file.</summary>
    [Function("FilesDelete")]
    public Task DeleteAsync([HttpTrigger(AuthorizationLevel.Function, "delete", "post", Route = "v4/filedelete")] HttpRequest request) =>
        files.Delete.RunAsync(request.HttpContext);

    /// <summary>POST creates a directory.</summary>
    [Function("FilesCreateDir")]
    public Task CreateAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/createdir")] HttpRequest request) =>
        folders.Create.RunAsync(request.HttpContext);

    /// <summary>POST creates a directory for QVD files.</summary>
    [Function("FilesCreateDirQvd")]
    public Task CreateQvdAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/createdirqvd")] HttpRequest request) =>
        folders.CreateQvd.RunAsync(request.HttpContext);
}
