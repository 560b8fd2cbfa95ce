// Starts `iku-engine lsp` and lets the editor talk with it. All knowledge of the language is in that server.

const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** What went wrong with the server, in the editor's language. */
function sentence(indonesian, english) {
  return vscode.env.language.startsWith("id") ? indonesian : english;
}

/** The program to start: as the settings name it, or, where that is no path and not found, from `.venv` of a trusted workspace. */
function program(settings) {
  const wanted = settings.get("server.command", "iku-engine");
  if (wanted.includes("/") || wanted.includes("\\") || onPath(wanted) || !vscode.workspace.isTrusted) {
    return wanted;
  }
  const inside = process.platform === "win32" ? ["Scripts", `${wanted}.exe`] : ["bin", wanted];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const found = path.join(folder.uri.fsPath, ".venv", ...inside);
    if (fs.existsSync(found)) {
      return found;
    }
  }
  return wanted;
}

function onPath(name) {
  const endings = process.platform === "win32" ? ["", ".exe", ".cmd", ".bat"] : [""];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.some((folder) => endings.some((ending) => fs.existsSync(path.join(folder, name + ending))));
}

async function start() {
  const settings = vscode.workspace.getConfiguration("iku");
  const command = program(settings);
  const language = settings.get("language", "auto");
  const specs = settings.get("specs", []);
  const server = { command, args: settings.get("server.arguments", ["lsp"]) };
  client = new LanguageClient("iku", "IKU", server, {
    documentSelector: [{ language: "iku", scheme: "file" }, { language: "iku", scheme: "untitled" }],
    initializationOptions: {
      ...(language === "auto" ? {} : { language }),
      ...(specs.length ? { specs } : {}),
    },
    initializationFailedHandler: () => false,
  });
  try {
    await client.start();
  } catch {
    client = undefined;
    void complain(command);
  }
}

/** The server did not start: say how to install it, and lead to the settings. */
async function complain(command) {
  const install = "pip install 'iku-engine[lsp]'";
  const button = sentence("Pengaturan", "Settings");
  const chosen = await vscode.window.showErrorMessage(
    sentence(
      `Server bahasa IKU tidak dapat dijalankan (${command}). Pasang dengan: ${install}, atau sebutkan tempatnya di pengaturan.`,
      `The IKU language server could not be started (${command}). Install it with: ${install}, or say where it is in the settings.`,
    ),
    button,
  );
  if (chosen === button) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "iku.server");
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("iku.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const asked = ["iku.server", "iku.specs", "iku.language"];
      if (asked.some((section) => change.affectsConfiguration(section))) {
        return restart();
      }
      return undefined;
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => (client === undefined ? start() : undefined)),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
