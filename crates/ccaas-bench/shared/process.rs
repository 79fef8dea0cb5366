//! A server in a process of its own, so that its work isn't counted as a client's.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::Result;

/// A server under way. It ends with the process that started it.
pub(crate) struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Runs this program once more, as the server.
    pub(crate) fn start() -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        Ok(Server {
            process,
            address: address.trim().to_owned(),
        })
    }

    /// Its host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Tells the process that started this one where the server is, and ends with it.
pub(crate) fn announce(address: SocketAddr) -> io::Result<()> {
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0)
    });
    println!("{address}");
    io::stdout().flush()
}
