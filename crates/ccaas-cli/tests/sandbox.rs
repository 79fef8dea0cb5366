//! `ccaas sandbox`.

mod support;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;

use support::{Process, ccaas, run};

#[test]
fn its_line_tells_all_that_a_client_needs() {
    let process = Process::start();
    for vendor in ["wesal-voc", "wesal-pulse", "wisecx", "apps-api"] {
        let base_url = process.line[vendor]["base_url"].as_str().unwrap();
        assert!(base_url.starts_with("http://127.0.0.1:"), "{base_url}");
        let env = process.env_of(vendor);
        assert!(
            env.iter()
                .any(|(name, value)| name.ends_with("_BASE_URL") && value == base_url)
        );
    }
    let mut call = ccaas(&["call", "wesal-pulse", "me.get"]);
    call.envs(process.env_of("wesal-pulse"));
    let called = run(call);
    assert_eq!(called.code, Some(0), "{called:?}");
    assert!(called.json()["user"]["permissions"].is_array());
}

#[cfg(unix)]
#[test]
fn it_stops_cleanly_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut process = Process::start();
        let killed = std::process::Command::new("kill")
            .args([signal, &process.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        assert_eq!(process.wait().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_it_prints_can_be_pasted_into_a_shell() {
    let mut child = ccaas(&["sandbox"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let exports: Vec<String> = lines
        .map_while(Result::ok)
        .filter(|line| !line.starts_with('#'))
        .take(2)
        .collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        exports[0].starts_with("export WESAL_VOC_BASE_URL=http://127.0.0.1:"),
        "{exports:?}"
    );
    assert!(exports[1].starts_with("export WESAL_VOC_"), "{exports:?}");
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let sandbox = run(ccaas(&["sandbox", "--port", &port]));
    assert_eq!(sandbox.code, Some(1), "{sandbox:?}");
    assert!(sandbox.stderr.contains(&port), "{sandbox:?}");
}
