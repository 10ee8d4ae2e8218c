from qontak_line.jobs import task


@task
def refresh_contact(contact_id: int) -> None: ...
@task
def refresh_channel(channel_id: int) -> None: ...
